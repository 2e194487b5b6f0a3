package org.sspi4j.schannel.bctls;

import java.util.Optional;

/** What the engine asks of both roles. */
interface Role {
    /** Empty before the end of the handshake. */
    Optional<Agreed> agreed();

    /** After a failure: the session is not resumed again. */
    void forgetSession();
}

package org.sspi4j.tools.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * One context, driven by lines: {@link org.sspi4j.tools.exchange the language}. The credential is acquired by the first step,
 * so that its failure is an answer like any other.
 */
final class Exchange implements AutoCloseable {
    private final Party party;
    private State state = new Fresh();

    Exchange(Party party) {
        this.party = party;
    }

    private sealed interface State {}

    private record Fresh() implements State {}

    /** @param failure what a later step came to: the context is dead, and answers for itself */
    private record Begun(CredHandle credential, ContextResult result, Optional<SspiException> failure) implements State {
        CtxtHandle context() {
            return result.context();
        }
    }

    /** What a step came to that left nothing to go on with. */
    private record Failed(SspiException failure) implements State {}

    private record Ended() implements State {}

    /** A line out for a line in, whatever happens. */
    String answer(String line) {
        try {
            return perform(Request.parse(line)).toString();
        } catch (BadLineException e) {
            return Answer.bad(e).toString();
        } catch (SspiException e) {
            return Answer.failure(e).toString();
        } catch (RuntimeException e) {
            // A fault of a package: whoever drives the exchange waits for a line even so.
            return Answer.of(SecurityStatus.SEC_E_INTERNAL_ERROR).text(String.valueOf(e)).toString();
        }
    }

    @Override
    public void close() {
        if (state instanceof Begun begun) {
            begun.context().close();
            begun.credential().close();
        }
        state = new Ended();
    }

    private Answer perform(Request request) throws BadLineException, SspiException {
        return switch (request.command()) {
            case "step" -> step(request.operands(0, 1));
            case "wrap" -> protection(request.operands(1, 1).names("conf")).wrap(request);
            case "unwrap" -> protection(request.operands(1, 1).names()).unwrap(request);
            case "sign" -> protection(request.operands(1, 1).names()).sign(request);
            case "verify" -> protection(request.operands(2, 2).names()).verify(request);
            case "wrapiov" -> protection(request.operands(1, 1).names()).wrapiov(request);
            case "unwrapiov" -> protection(request.operands(2, 2).names()).unwrapiov(request);
            case "key" -> facts(request.operands(0, 0).names()).key();
            case "info" -> info(request.operands(0, 0).names());
            case "" -> throw new BadLineException("The line is empty");
            default -> throw new BadLineException("There is no command " + request.command()
                    + "; there are step, wrap, unwrap, sign, verify, wrapiov, unwrapiov, key, info");
        };
    }

    private Answer step(Request request) throws BadLineException {
        var input = input(request);
        try {
            var result = taken(input);
            return Answer.of(result.status())
                    .blob("token", result.token())
                    .numberIfAny("missing", result.missing())
                    .numberIfAny("extra", result.extra());
        } catch (SspiException e) {
            return Answer.failureWithToken(e);
        }
    }

    /** A failure of the first step leaves no context; one of a later step a dead one, which answers for itself. */
    private ContextResult taken(List<SecBuffer> input) throws SspiException {
        if (state instanceof Failed || state instanceof Ended) {
            throw noContext();
        }
        if (state instanceof Begun begun) {
            return taken(begun, input);
        }
        CredHandle credential = null;
        try {
            credential = party.acquire();
            var result = party.step(credential, null, input);
            state = new Begun(credential, result, Optional.empty());
            return result;
        } catch (SspiException e) {
            state = new Failed(e);
            if (credential != null) {
                credential.close();
            }
            throw e;
        }
    }

    private ContextResult taken(Begun begun, List<SecBuffer> input) throws SspiException {
        try {
            var result = party.step(begun.credential(), begun.context(), input);
            state = new Begun(begun.credential(), result, Optional.empty());
            return result;
        } catch (SspiException e) {
            if (begun.failure().isEmpty() && isDead(begun.context())) {
                state = new Begun(begun.credential(), begun.result(), Optional.of(e));
            }
            throw e;
        }
    }

    /** A step that could not begin leaves the context as it was. */
    private static boolean isDead(CtxtHandle context) {
        try {
            context.query(ContextAttribute.PACKAGE_INFO);
            return false;
        } catch (SspiException e) {
            return e.status() == SecurityStatus.SEC_E_INVALID_HANDLE;
        }
    }

    /** The token, then the other buffers by name; the channel bindings of the command line unless the step has its own. */
    private List<SecBuffer> input(Request request) throws BadLineException {
        var input = new ArrayList<SecBuffer>();
        input.add(SecBuffer.token(request.blob(0)));
        for (var entry : request.named().entrySet()) {
            var content = ByteBuffer.wrap(Request.bytes(entry.getKey(), entry.getValue()));
            input.add(new SecBuffer(bufferType(entry.getKey()), Access.READONLY, content.asReadOnlyBuffer()));
        }
        if (SecBuffer.find(input, SecBufferType.CHANNEL_BINDINGS).isEmpty()) {
            party.channelBindings().map(SecBuffer::channelBindings).ifPresent(input::add);
        }
        return input;
    }

    private static SecBufferType bufferType(String name) throws BadLineException {
        try {
            var type = SecBufferType.valueOf(name.toUpperCase(Locale.ROOT));
            if (type != SecBufferType.TOKEN) {
                return type;
            }
        } catch (IllegalArgumentException e) {
            throw new BadLineException("There is no type of buffer named " + name);
        }
        throw new BadLineException("The token is the operand of step, and has no name");
    }

    /** What is wrong with the line is said first, whatever the state of the context. */
    private Protection protection(Request checked) throws BadLineException, SspiException {
        Protection.conf(checked);
        return new Protection(begun().context());
    }

    private Facts facts(Request request) throws SspiException {
        var begun = begun();
        return new Facts(party, begun.result(), begun.failure());
    }

    /** Also of an exchange that failed: why it did is what people ask then. */
    private Answer info(Request request) throws SspiException {
        return state instanceof Failed failed ? Facts.info(party, failed.failure()) : facts(request).info();
    }

    private Begun begun() throws SspiException {
        if (state instanceof Begun begun) {
            return begun;
        }
        throw noContext();
    }

    private SspiException noContext() {
        var why = "begin with step";
        if (state instanceof Failed failed) {
            why = "the exchange came to " + failed.failure().status();
        } else if (state instanceof Ended) {
            why = "the exchange is over";
        }
        return new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "There is no context: " + why);
    }
}

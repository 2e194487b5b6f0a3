package org.sspi4j.kdc;

/** How a request goes to a server. */
enum Carrier {
    UDP,
    TCP
}

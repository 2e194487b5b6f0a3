package org.sspi4j.testkit;

/**
 * The two ways in which a KDC is asked.
 *
 * @spec RFC 4120 7.2
 */
public enum Transport {
    UDP, TCP
}

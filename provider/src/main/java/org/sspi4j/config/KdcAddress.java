package org.sspi4j.config;

import java.util.Locale;

/**
 * Where a server of a realm listens: a KDC, or one for passwords or administration.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record KdcAddress(Transport transport, String host, int port) {
    public static final int DEFAULT_PORT = 88;

    static final int KPASSWD_PORT = 464;
    static final int ADMIN_PORT = 749;

    /** {@code ANY}: UDP first for small requests, see {@link KerberosConfig#udpPreferenceLimit()}. */
    public enum Transport {
        ANY,
        TCP,
        UDP
    }

    public KdcAddress {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1 to 65535");
        }
    }

    /**
     * {@code host}, {@code host:port}, {@code [2001:db8::1]:port}, each with {@code tcp/} or {@code udp/} before it.
     *
     * @throws ConfigException saying what to write instead
     */
    public static KdcAddress parse(String text) throws ConfigException {
        return parse(text, DEFAULT_PORT);
    }

    static KdcAddress parse(String text, int defaultPort) throws ConfigException {
        Transport transport = transport(text);
        String address = transport == Transport.ANY ? text : text.substring(4);
        int bracket = address.lastIndexOf(']');
        int colon = address.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? address : address.substring(0, colon);
        String port = colon < 0 ? "" : address.substring(colon + 1);
        if (bracket >= 0) {
            host = unbracketed(text, host);
        } else if (port.contains(":")) {
            throw new ConfigException("\"" + text + "\" has more than one colon: an IPv6 address needs brackets, as in [2001:db8::1]:88");
        }
        if (!host.matches("[\\p{Alnum}._:%-]+") || host.matches("\\d+")) {
            throw new ConfigException("\"" + text + "\" is not the address of a KDC: write host, host:port or tcp/host");
        }
        return new KdcAddress(transport, host, colon < 0 ? defaultPort : port(text, port));
    }

    KdcAddress withPort(int other) {
        return new KdcAddress(transport, host, other);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (transport == Transport.ANY ? "" : transport.name().toLowerCase(Locale.ROOT) + "/")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static Transport transport(String text) throws ConfigException {
        if (text.regionMatches(true, 0, "tcp/", 0, 4)) {
            return Transport.TCP;
        }
        if (text.regionMatches(true, 0, "udp/", 0, 4)) {
            return Transport.UDP;
        }
        if (text.regionMatches(true, 0, "http", 0, 4) && text.contains("/")) {
            throw new ConfigException("\"" + text + "\": KDC proxies over HTTP are not supported");
        }
        return Transport.ANY;
    }

    private static String unbracketed(String text, String host) throws ConfigException {
        if (!host.matches("\\[[\\p{XDigit}:.]*:[\\p{XDigit}:.]*(%[\\p{Alnum}._-]+)?]")) {
            throw new ConfigException("\"" + text + "\" has no IPv6 address between the brackets");
        }
        return host.substring(1, host.length() - 1);
    }

    private static int port(String text, String port) throws ConfigException {
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        if (number < 1 || number > 65535) {
            throw new ConfigException("\"" + text + "\" has no port in 1 to 65535 behind the colon");
        }
        return number;
    }
}

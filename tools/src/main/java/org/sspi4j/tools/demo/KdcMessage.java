package org.sspi4j.tools.demo;

import java.util.Map;

/**
 * What of a message between client and KDC is to be seen without any key: its type, and the code of an error.
 *
 * @spec RFC 4120 5.10; RFC 4120 5.9.1
 */
record KdcMessage(String name, byte[] bytes) {
    private static final Map<Integer, String> TYPES = Map.of(10, "AS-REQ", 11, "AS-REP", 12, "TGS-REQ", 13, "TGS-REP");
    private static final int APPLICATION = 0x60;
    private static final int KRB_ERROR = 30;
    private static final int ERROR_CODE = 0xa6;
    private static final Map<Integer, String> ERRORS = Map.of(
            6, "client unknown",
            7, "server unknown",
            24, "pre-authentication failed",
            25, "pre-authentication required",
            37, "clock skew",
            52, "too big for UDP");

    static KdcMessage of(byte[] bytes) {
        int type = bytes.length == 0 ? 0 : (bytes[0] & 0xff) - APPLICATION;
        return new KdcMessage(type == KRB_ERROR ? "KRB-ERROR " + errorCode(bytes) : TYPES.getOrDefault(type, "?"), bytes);
    }

    /** What the error says; empty for what is none. */
    String remark() {
        return name.startsWith("KRB-ERROR ") ? ERRORS.getOrDefault(Integer.parseInt(name.substring(10)), "") : "";
    }

    /** Finds {@code error-code [6] Int32} among the members of the sequence; -1 if it is not there. */
    private static int errorCode(byte[] bytes) {
        int at = content(bytes, content(bytes, 0));
        while (at < bytes.length) {
            int content = content(bytes, at);
            if ((bytes[at] & 0xff) == ERROR_CODE) {
                int value = content(bytes, content);
                return value > 0 && value < bytes.length ? bytes[value] & 0xff : -1;
            }
            at = content + length(bytes, at);
        }
        return -1;
    }

    /** Where the content of the element at this place begins. */
    private static int content(byte[] bytes, int at) {
        return at + 1 >= bytes.length ? bytes.length : at + 2 + (bytes[at + 1] < 0 ? bytes[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] bytes, int at) {
        int length = 0;
        for (int i = at + 2; i < content(bytes, at) && i < bytes.length; i++) {
            length = length << 8 | bytes[i] & 0xff;
        }
        return at + 1 < bytes.length && bytes[at + 1] >= 0 ? bytes[at + 1] : Math.max(0, length);
    }
}

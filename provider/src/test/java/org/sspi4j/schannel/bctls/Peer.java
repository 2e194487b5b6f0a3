package org.sspi4j.schannel.bctls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An end of a connection in a test. */
interface Peer {
    /** What it has to say now, a record each. */
    List<byte[]> speak() throws Exception;

    /** Takes a record; returns the application data in it, or null if it was none. */
    byte[] hear(byte[] record) throws Exception;

    byte[] seal(byte[] data) throws Exception;

    /** Speaks in turns until nobody has anything to say. */
    static void converse(Peer client, Peer server) throws Exception {
        boolean spoke;
        int turns = 0;
        do {
            if (++turns > 20) {
                throw new AssertionError("they never come to an end");
            }
            spoke = false;
            for (var record : client.speak()) {
                server.hear(record);
                spoke = true;
                for (var answer : server.speak()) {
                    client.hear(answer);
                }
            }
            for (var record : server.speak()) {
                client.hear(record);
                spoke = true;
            }
        } while (spoke);
    }

    static List<byte[]> split(ByteBuffer records) {
        var split = new ArrayList<byte[]>();
        while (records.hasRemaining()) {
            var record = new byte[5 + (records.getShort(records.position() + 3) & 0xFFFF)];
            records.get(record);
            split.add(record);
        }
        return split;
    }
}

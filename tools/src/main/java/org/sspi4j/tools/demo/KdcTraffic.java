package org.sspi4j.tools.demo;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.testkit.EmbeddedKdc;

/** What the KDC was asked and answered. */
final class KdcTraffic {
    private final List<Exchange> exchanges = new ArrayList<>();
    private int shown;

    private record Exchange(KdcMessage request, KdcMessage reply) {}

    static KdcTraffic of(EmbeddedKdc kdc) {
        var traffic = new KdcTraffic();
        kdc.onExchange(traffic::add);
        return traffic;
    }

    /** Tells the exchanges since the last time, and gives the names of their messages in order. */
    synchronized List<String> tell(String client, Steps.Telling telling) {
        var names = new ArrayList<String>();
        for (; shown < exchanges.size(); shown++) {
            var exchange = exchanges.get(shown);
            telling.sent(client, "KDC", exchange.request.name(), exchange.request.bytes());
            telling.sent("KDC", client, exchange.reply.name(), exchange.reply.bytes());
            if (!exchange.reply.remark().isEmpty()) {
                telling.note("                  " + exchange.reply.remark());
            }
            names.add(exchange.request.name());
            names.add(exchange.reply.name());
        }
        return names;
    }

    /** Every byte that went to and fro. */
    synchronized byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        exchanges.forEach(exchange -> {
            bytes.writeBytes(exchange.request.bytes());
            bytes.writeBytes(exchange.reply.bytes());
        });
        return bytes.toByteArray();
    }

    private synchronized void add(byte[] request, byte[] reply) {
        exchanges.add(new Exchange(KdcMessage.of(request), KdcMessage.of(reply)));
    }
}

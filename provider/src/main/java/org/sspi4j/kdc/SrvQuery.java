package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A question for SRV records. They find servers; whether to believe these is a matter of keys.
 *
 * @spec RFC 2782
 */
final class SrvQuery extends DnsQuery {
    private static final int MOST_RECORDS = 32;

    /** @throws TextParseException if no name of DNS can be like that */
    SrvQuery(String name) throws TextParseException {
        super(name, Type.SRV);
    }

    /**
     * What DNS says.
     *
     * @param records empty if there are none
     * @param outcome for people
     * @param ttl seconds for which it may be remembered
     */
    record Found(List<ServiceRecord> records, String outcome, long ttl) {
        static Found none(String outcome) {
            return new Found(List.of(), outcome, 0);
        }
    }

    /** @param answer a whole one */
    Found found(byte[] answer) {
        var message = decoded(answer);
        var all = records(message, SRVRecord.class);
        var servers = new ArrayList<ServiceRecord>();
        for (var record : all) {
            if (isHost(record.getTarget()) && record.getPort() > 0) {
                servers.add(new ServiceRecord(
                        record.getPriority(), record.getWeight(), record.getPort(), record.getTarget().toString(true)));
            }
        }
        if (!servers.isEmpty()) {
            servers.sort(Comparator.comparingInt(ServiceRecord::priority));
            var first = List.copyOf(servers.subList(0, Math.min(servers.size(), MOST_RECORDS)));
            return new Found(first, servers.size() + (servers.size() == 1 ? " server" : " servers"), ttl(message));
        }
        if (all.stream().anyMatch(record -> record.getTarget().equals(Name.root))) {
            return new Found(List.of(), "the domain says that it has no such service", ttl(message));
        }
        return new Found(
                List.of(), all.isEmpty() ? absence(message) : "no record that names a host and a port", negativeTtl(message));
    }
}

package org.sspi4j.kdc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A question for SRV records, and what answers it. What DNS says is not authenticated: it finds servers, and whether to believe these
 * is a matter of keys.
 *
 * @spec RFC 1035 4.1
 * @spec RFC 2308 5
 */
final class SrvQuery implements Dialect {
    private static final int LARGEST_TTL = 3600;
    private static final int SMALLEST_TTL = 5;
    private static final int NEGATIVE_TTL = 60;
    private static final int MOST_RECORDS = 32;
    private static final int MOST_ALIASES = 8;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");

    private final Message query;

    /** @throws TextParseException if no name of DNS can be like that */
    SrvQuery(String name) throws TextParseException {
        this.query = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.SRV, DClass.IN));
    }

    /**
     * What DNS says.
     *
     * @param records empty if there are none
     * @param outcome for people
     * @param ttl seconds for which it may be remembered
     */
    record Found(List<ServiceRecord> records, String outcome, long ttl) {}

    byte[] wire() {
        return query.toWire();
    }

    /** @param answer a whole one */
    Found found(byte[] answer) {
        var message = decoded(answer);
        var records = new ArrayList<ServiceRecord>();
        long ttl = LARGEST_TTL;
        boolean none = false;
        var owner = canonical(message);
        for (var record : message.getSection(Section.ANSWER)) {
            ttl = Math.min(ttl, record.getTTL());
            if (record instanceof SRVRecord srv && srv.getName().equals(owner) && srv.getDClass() == DClass.IN) {
                none |= srv.getTarget().equals(Name.root);
                if (isHost(srv.getTarget()) && srv.getPort() > 0) {
                    records.add(new ServiceRecord(
                            srv.getPriority(), srv.getWeight(), srv.getPort(), srv.getTarget().toString(true)));
                }
            }
        }
        records.sort(Comparator.comparingInt(ServiceRecord::priority));
        records.subList(Math.min(records.size(), MOST_RECORDS), records.size()).clear();
        if (!records.isEmpty()) {
            return new Found(records, records.size() + (records.size() == 1 ? " server" : " servers"), Math.max(ttl, SMALLEST_TTL));
        }
        String outcome = none ? "the domain says that it has no such service"
                : message.getRcode() == Rcode.NXDOMAIN ? "no such name"
                : message.getRcode() == Rcode.NOERROR ? "no such record" : Rcode.string(message.getRcode());
        return new Found(List.of(), outcome, Math.max(none ? ttl : negativeTtl(message), SMALLEST_TTL));
    }

    /** What the name that was asked for stands for, as far as this answer says. */
    private Name canonical(Message message) {
        var name = query.getQuestion().getName();
        for (int i = 0; i < MOST_ALIASES; i++) {
            var alias = name;
            var target = message.getSection(Section.ANSWER).stream()
                    .filter(record -> record instanceof CNAMERecord && record.getName().equals(alias))
                    .map(record -> ((CNAMERecord) record).getTarget())
                    .findFirst();
            if (target.isEmpty()) {
                return name;
            }
            name = target.get();
        }
        return name;
    }

    /**
     * Letters, digits, hyphens, and underscores, which there are. Labels may hold anything, and what is no name of a host would be
     * taken for something else where it is written as text: an address, two lines, another name.
     *
     * @spec RFC 1123 2.1
     */
    private static boolean isHost(Name target) {
        return HOST.matcher(target.toString(true)).matches();
    }

    private static long negativeTtl(Message message) {
        for (var record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.min(NEGATIVE_TTL, Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return 0;
    }

    @Override
    public String server() {
        return "name server";
    }

    @Override
    public boolean isWhole(byte[] answer) {
        var message = decoded(answer);
        return message != null
                && message.getHeader().getFlag(Flags.QR)
                && message.getHeader().getID() == query.getHeader().getID()
                && query.getQuestion().equals(message.getQuestion());
    }

    @Override
    public boolean isTooBig(byte[] answer) {
        return decoded(answer).getHeader().getFlag(Flags.TC);
    }

    /** It knows nothing of the name, rather than that there is no such name. */
    @Override
    public boolean isUnavailable(byte[] answer) {
        int code = decoded(answer).getRcode();
        return code != Rcode.NOERROR && code != Rcode.NXDOMAIN;
    }

    @Override
    public int lengthOctets() {
        return Short.BYTES;
    }

    @Override
    public boolean isOnce() {
        return false;
    }

    /** @return null if it is no message */
    private static Message decoded(byte[] answer) {
        try {
            return new Message(answer);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}

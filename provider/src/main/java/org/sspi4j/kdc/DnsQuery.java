package org.sspi4j.kdc;

import java.io.IOException;
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
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/**
 * A question to a name server, and what is read of an answer whatever was asked. What DNS says is not authenticated.
 *
 * @spec RFC 1035 4.1
 * @spec RFC 2308 5
 */
class DnsQuery implements Dialect {
    private static final int LARGEST_TTL = 3600;
    private static final int SMALLEST_TTL = 5;
    private static final int NEGATIVE_TTL = 60;
    private static final int MOST_ALIASES = 8;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");

    private final Message query;

    /** @throws TextParseException if no name of DNS can be like that */
    DnsQuery(String name, int type) throws TextParseException {
        this(Name.fromString(name, Name.root), type);
    }

    DnsQuery(Name name, int type) {
        this.query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    final byte[] wire() {
        return query.toWire();
    }

    /** Asks name servers with it; to be started. */
    final Race race(Loop loop, Shared shared, Trail trail, long deadline, Race.Finish finish) {
        var course = new Race.Course("DNS", this, wire(), Integer.MAX_VALUE, deadline, shared.patience(), server -> false);
        return new Race(loop, shared.names(), shared.health(), trail, course, finish);
    }

    /** What the name that was asked for stands for, as far as this answer says. */
    final Name canonical(Message answer) {
        var name = query.getQuestion().getName();
        for (int i = 0; i < MOST_ALIASES; i++) {
            var alias = name;
            var target = answer.getSection(Section.ANSWER).stream()
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

    /** The records of that name and type. */
    final <R extends Record> List<R> records(Message answer, Class<R> type) {
        var owner = canonical(answer);
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> type.isInstance(record) && record.getName().equals(owner) && record.getDClass() == DClass.IN)
                .map(type::cast)
                .toList();
    }

    /**
     * Letters, digits, hyphens, and underscores, which there are. Labels may hold anything, and what is no name of a host would be
     * taken for something else where it is written as text: an address, two lines, another name.
     *
     * @spec RFC 1123 2.1
     */
    static boolean isHost(Name name) {
        return isHost(name.toString(true));
    }

    static boolean isHost(String name) {
        return HOST.matcher(name).matches();
    }

    /** Seconds for which records may be remembered. */
    static long ttl(Message answer) {
        long least = LARGEST_TTL;
        for (var record : answer.getSection(Section.ANSWER)) {
            least = Math.min(least, record.getTTL());
        }
        return Math.max(least, SMALLEST_TTL);
    }

    /** Seconds for which it may be remembered that there are none. */
    static long negativeTtl(Message answer) {
        for (var record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.max(SMALLEST_TTL, Math.min(NEGATIVE_TTL, Math.min(soa.getTTL(), soa.getMinimum())));
            }
        }
        return SMALLEST_TTL;
    }

    /** Why there are none, for people. */
    static String absence(Message answer) {
        return switch (answer.getRcode()) {
            case Rcode.NXDOMAIN -> "no such name";
            case Rcode.NOERROR -> "no such record";
            default -> Rcode.string(answer.getRcode());
        };
    }

    @Override
    public final String server() {
        return "name server";
    }

    @Override
    public final boolean isWhole(byte[] answer) {
        var message = decoded(answer);
        return message != null
                && message.getHeader().getFlag(Flags.QR)
                && message.getHeader().getID() == query.getHeader().getID()
                && query.getQuestion().equals(message.getQuestion());
    }

    /** What is whole is to this question. */
    @Override
    public final boolean isToAnother(byte[] request, byte[] answer) {
        return false;
    }

    @Override
    public final boolean isTooBig(byte[] answer) {
        return decoded(answer).getHeader().getFlag(Flags.TC);
    }

    /** It knows nothing of the name, rather than that there is no such name. */
    @Override
    public final boolean isUnavailable(byte[] answer) {
        int code = decoded(answer).getRcode();
        return code != Rcode.NOERROR && code != Rcode.NXDOMAIN;
    }

    @Override
    public final int lengthOctets() {
        return Short.BYTES;
    }

    @Override
    public final boolean isOnce() {
        return false;
    }

    /**
     * Each question needs a port that nobody knows: nothing else protects the answer.
     *
     * @spec RFC 5452 9.2
     */
    @Override
    public final boolean mayBeFollowed(byte[] answer) {
        return false;
    }

    @Override
    public final boolean follows(byte[] request) {
        return false;
    }

    @Override
    public final boolean isToFollower(byte[] answer) {
        return false;
    }

    /** @return null if it is no message */
    static Message decoded(byte[] answer) {
        try {
            return new Message(answer);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}

package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@DisplayName("RFC 2782 what a name server answers, that may lie")
class SrvAnswersTest {
    private static final String NAME = "_kerberos._udp.EXAMPLE.COM.";
    private SrvQuery query;
    private Message answer;

    @BeforeEach
    void ask() throws Exception {
        query = new SrvQuery(NAME);
        answer = new Message(query.wire());
        answer.getHeader().setFlag(Flags.QR);
    }

    private void srv(String owner, int priority, int port, Name target) throws Exception {
        answer.addRecord(new SRVRecord(Name.fromString(owner), DClass.IN, 100, priority, 0, port, target), Section.ANSWER);
    }

    private void srv(String owner, String target) throws Exception {
        srv(owner, 0, 88, Name.fromString(target));
    }

    private void cname(String owner, String target) throws Exception {
        answer.addRecord(new CNAMERecord(Name.fromString(owner), DClass.IN, 100, Name.fromString(target)), Section.ANSWER);
    }

    private List<String> hosts() {
        byte[] wire = answer.toWire(65535);
        assertTrue(query.isWhole(wire));
        return query.found(wire).records().stream().map(ServiceRecord::host).toList();
    }

    @Test
    void recordsOfTheNameCount() throws Exception {
        srv(NAME, "kdc.example.com.");
        srv("_KERBEROS._udp.example.com.", "kdc2.example.com.");
        assertEquals(List.of("kdc.example.com", "kdc2.example.com"), hosts());
    }

    @Test
    void recordsOfAnotherNameDoNot() throws Exception {
        srv("_kerberos._udp.OTHER.COM.", "evil.test.");
        assertEquals(List.of(), hosts());
    }

    @Test
    void recordsOfAnotherClassDoNot() throws Exception {
        answer.addRecord(
                new SRVRecord(Name.fromString(NAME), DClass.CH, 100, 0, 0, 88, Name.fromString("evil.test.")), Section.ANSWER);
        assertEquals(List.of(), hosts());
    }

    @Test
    void recordsOfTheNameThatItStandsForCount() throws Exception {
        srv("_kdc.hosting.test.", "kdc.hosting.test.");
        cname("alias.test.", "_kdc.hosting.test.");
        cname(NAME, "alias.test.");
        assertEquals(List.of("kdc.hosting.test"), hosts());
    }

    @Test
    void namesThatStandForOneAnotherEnd() throws Exception {
        cname(NAME, "alias.test.");
        cname("alias.test.", NAME);
        assertEquals(List.of(), hosts());
    }

    @Test
    void aPortOfZeroIsNone() throws Exception {
        srv(NAME, 0, 0, Name.fromString("kdc.example.com."));
        assertEquals(List.of(), hosts());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "kdc\\010evil.test.", "kdc\\000.test.", "kdc:88.test.", "\\058\\0581.", "kdc\\032.test.", "kdc%eth0.test.", "k\\.dc.test.",
                "kdc\\195\\164.test.",
        "kdc/evil.test.", "-.", "kdc@evil.test."
    })
    void aTargetThatIsNoNameOfAHostIsNone(String target) throws Exception {
        srv(NAME, target);
        srv(NAME, "kdc_1.example-2.com.");
        assertEquals(List.of("kdc_1.example-2.com"), hosts());
    }

    @Test
    void ofThousandsTheFirstToAskAreKept() throws Exception {
        for (int i = 0; i < 1500; i++) {
            srv(NAME, 1500 - i, 88, Name.fromString("kdc" + i + ".test."));
        }
        var hosts = new ArrayList<>(hosts());
        assertEquals(32, hosts.size());
        assertEquals("kdc1499.test", hosts.get(0));
        assertEquals("kdc1468.test", hosts.get(31));
    }

    @Test
    void anotherIdQuestionClassOrDirectionIsNoAnswer() throws Exception {
        srv(NAME, "kdc.example.com.");
        byte[] good = answer.toWire();
        assertTrue(query.isWhole(good));
        byte[] otherId = good.clone();
        otherId[1] ^= 1;
        assertFalse(query.isWhole(otherId));
        byte[] query1 = good.clone();
        query1[2] &= 0x7F;
        assertFalse(query.isWhole(query1));
        for (var question : List.of(
                Record.newRecord(Name.fromString("_kerberos._tcp.EXAMPLE.COM."), Type.SRV, DClass.IN),
                Record.newRecord(Name.fromString(NAME), Type.A, DClass.IN),
                Record.newRecord(Name.fromString(NAME), Type.SRV, DClass.CH))) {
            var other = new Message(answer.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            other.addRecord(question, Section.QUESTION);
            assertFalse(query.isWhole(other.toWire()), question.toString());
        }
    }
}

package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.NameType;

class UserNameTest {
    @ParameterizedTest
    @CsvSource({
        "alice@corp.example, alice\\@corp.example@EXAMPLE.COM",
        "alice@example.com, alice\\@example.com@EXAMPLE.COM",
        "alice@Other.Com, alice\\@Other.Com@OTHER.COM",
        "alice\\@corp.example, alice\\@corp.example@EXAMPLE.COM",
        "alice\\@corp.example@OTHER.COM, alice\\@corp.example@OTHER.COM",
        "CORP\\alice, alice\\@CORP@EXAMPLE.COM",
    })
    void anEnterpriseNameIsForTheKdcToRead(String text, String principal) throws Exception {
        var config = ScriptedKdc.config().kdc("OTHER.COM", "kdc.other.com").build();
        var read = UserName.principal(text, config);
        assertEquals(principal, read.toString());
        assertEquals(NameType.NT_ENTERPRISE, read.name().nameType());
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice@EXAMPLE.COM",
        "alice@EXAMPLE.COM, alice@EXAMPLE.COM",
        "alice@UNKNOWN.COM, alice@UNKNOWN.COM",
        "alice@lower.com, alice@lower.com",
        "EXAMPLE.COM\\alice, alice@EXAMPLE.COM",
        "LAB\\alice, alice@LAB",
        "sub.example.com\\alice, alice@sub.example.com",
        "HTTP/web@corp.example, HTTP/web@corp.example",
    })
    void aNameInARealmIsTakenAsItIs(String text, String principal) throws Exception {
        var config = ScriptedKdc.config().kdc("lower.com", "kdc.lower.com").kdc("LAB", "kdc.lab").build();
        var read = UserName.principal(text, config);
        assertEquals(principal, read.toString());
        assertEquals(false, read.name().nameType() == NameType.NT_ENTERPRISE);
    }

    @ParameterizedTest
    @CsvSource({"alice@corp.example, alice@corp.example", "CORP\\alice, alice@CORP"})
    void withoutADefaultRealmThereIsNobodyToAsk(String text, String principal) throws Exception {
        assertEquals(principal, UserName.principal(text, KerberosConfig.builder().build()).toString());
    }
}

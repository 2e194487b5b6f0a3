package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.ietf.jgss.ChannelBinding;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ChannelBindings;

@DisplayName("RFC 2744 3.11 channel bindings")
class AbsentAddressTest {
    private static final byte[] DATA = {1, 2, 3};
    private static final byte[] NOTHING = {};
    private static final byte[] V4 = {127, 0, 0, 1};
    private static final byte[] V6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @Test
    void withoutAddressesTheTypeIsThatOfWindows() {
        assertEquals(ChannelBindings.of(DATA), AbsentAddress.UNSPECIFIED.of(new ChannelBinding(DATA)));
    }

    @Test
    void withoutAddressesTheTypeCanBeThatOfTheJdk() {
        assertEquals(
                new ChannelBindings(255, NOTHING, 255, NOTHING, DATA),
                AbsentAddress.NULL_ADDRESS.of(new ChannelBinding(DATA)));
    }

    @Test
    void addressesHaveTheirOwnTypes() throws UnknownHostException {
        var binding = new ChannelBinding(InetAddress.getByAddress(V4), InetAddress.getByAddress(V6), DATA);
        assertEquals(new ChannelBindings(2, V4, 24, V6, DATA), AbsentAddress.UNSPECIFIED.of(binding));
    }

    @Test
    void oneAddressMayBeAbsent() throws UnknownHostException {
        var binding = new ChannelBinding(null, InetAddress.getByAddress(V4), null);
        assertEquals(new ChannelBindings(255, NOTHING, 2, V4, NOTHING), AbsentAddress.NULL_ADDRESS.of(binding));
    }
}

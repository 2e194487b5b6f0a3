package org.sspi4j.tools.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;
import picocli.CommandLine.TypeConversionException;

class FlagNamesTest {
    @Test
    void theUsualOnesHaveShortNames() {
        assertEquals(
                Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT,
                        ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.USE_DCE_STYLE),
                FlagNames.parse("mutual,replay, sequence,Conf,integ,dce"));
    }

    @ParameterizedTest
    @EnumSource(ContextFlag.class)
    void everyFlagHasItsName(ContextFlag flag) {
        assertEquals(Set.of(flag), FlagNames.parse(flag.name()));
        assertEquals(Set.of(flag), FlagNames.parse(flag.name().toLowerCase().replace('_', '-')));
    }

    @Test
    void noneIsNone() {
        assertEquals(Set.of(), FlagNames.parse("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mutual,", "nonesuch", "mutual;conf"})
    void whatIsNoFlagIsRefused(String list) {
        assertThrows(TypeConversionException.class, () -> FlagNames.parse(list));
    }
}

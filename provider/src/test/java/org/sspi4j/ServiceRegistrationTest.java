package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sspi4j.testkit.ServiceRegistrations;

class ServiceRegistrationTest {
    @Test
    void classPathAndModulePathFindTheSameProviders() {
        var services = ServiceRegistrations.of(Sspi.class);
        assertEquals(services.ofModulePath(), services.ofClassPath());
    }
}

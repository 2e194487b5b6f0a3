package org.sspi4j.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletConnection;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.net.SSLSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Connections that a test cannot open. */
class TomcatExchangeTest {
    private final Request request = mock(Request.class);
    private final ServletConnection connection = mock(ServletConnection.class);
    private final SSLSupport tls = mock(SSLSupport.class);

    private TomcatExchange exchange(String ofSocket, String ofRequest, boolean secure) {
        when(connection.getProtocol()).thenReturn(ofSocket);
        when(connection.isSecure()).thenReturn(secure);
        when(request.getServletConnection()).thenReturn(connection);
        when(request.getProtocol()).thenReturn(ofRequest);
        when(request.isSecure()).thenReturn(true);
        return new TomcatExchange(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void aConnectionOfOneClientIsOne(String protocol) {
        assertSame(connection, exchange("http/1.1", protocol, false).connection().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"ajp, HTTP/1.1", "h2, HTTP/2.0", "h2c, HTTP/2.0", "http/1.1, HTTP/2.0"})
    void aConnectionOfManyRequestsOrClientsIsNone(String ofSocket, String ofRequest) {
        assertEquals(Optional.empty(), exchange(ofSocket, ofRequest, false).connection());
    }

    @Test
    void whatAProxySaysOfItsTlsCountsForNothing() throws Exception {
        assertEquals(Optional.empty(), exchange("ajp", "HTTP/1.1", false).serverCertificate());
    }

    @Test
    void theFirstCertificateIsTheServers() throws Exception {
        var chain = new X509Certificate[] {mock(X509Certificate.class), mock(X509Certificate.class)};
        when(tls.getLocalCertificateChain()).thenReturn(chain);
        when(request.getAttribute("jakarta.servlet.request.ssl_session_mgr")).thenReturn(tls);
        assertSame(chain[0], exchange("http/1.1", "HTTP/1.1", true).serverCertificate().orElseThrow());
    }

    @Test
    void tlsThatDoesNotTellIsAFailure() {
        var exchange = exchange("http/1.1", "HTTP/1.1", true);
        isNotKnown(exchange);
        when(request.getAttribute("jakarta.servlet.request.ssl_session_mgr")).thenReturn(tls);
        isNotKnown(exchange);
        when(tls.getLocalCertificateChain()).thenReturn(new X509Certificate[0]);
        isNotKnown(exchange);
    }

    private static void isNotKnown(TomcatExchange exchange) {
        var failure = assertThrows(SspiException.class, exchange::serverCertificate);
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, failure.status());
    }
}

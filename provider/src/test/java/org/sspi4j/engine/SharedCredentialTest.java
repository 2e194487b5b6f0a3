package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import org.junit.jupiter.api.Test;
import org.sspi4j.spi.Credential;

class SharedCredentialTest {
    private final Credential credential = mock(Credential.class);
    private final SharedCredential shared = new SharedCredential(credential, new DecisionLog());

    @Test
    void theLastOwnerClosesItOnce() {
        assertTrue(shared.tryOwn());
        shared.release();
        verify(credential, never()).close();
        shared.release();
        verify(credential).close();
    }

    @Test
    void nobodyOwnsItAfterTheLastOne() {
        shared.release();
        assertFalse(shared.tryOwn());
        assertFalse(shared.tryOwn(), "a vain attempt makes no owner");
        verify(credential).close();
    }

    @Test
    void oneThatIsWrappedIsOpenAsLongAsWhatWrapsItAndClosedByItsLastOwner() {
        var outer = mock(Credential.class);
        assertTrue(shared.tryOwn());
        var around = SharedCredential.around(shared, outer);
        shared.release();
        verify(credential, never()).close();
        doThrow(new IllegalStateException("a fault")).when(outer).close();
        around.release();
        verify(outer).close();
        verify(credential).close();
    }

    @Test
    void aFaultWhenClosingIsNobodysSurprise() {
        doThrow(new IllegalStateException("a fault")).when(credential).close();
        shared.release();
        verify(credential).close();
    }

    @Test
    void thereIsNoneWithoutACredential() {
        assertThrows(NullPointerException.class, () -> new SharedCredential(null, new DecisionLog()));
    }
}

package org.sspi4j.logon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.security.PrivilegedAction;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;

class SubjectsTest {
    private final Subject subject = new Subject();

    @Test
    void whatDoAsBindsIsCurrent() {
        assertNull(Subjects.current());
        assertSame(subject, Subject.doAs(subject, (PrivilegedAction<Subject>) Subjects::current));
        assertNull(Subjects.current());
    }

    @Test
    void whatCallAsBindsIsWhatTheJdkSees() throws Exception {
        assertSame(subject, Subjects.callAs(subject, SubjectsTest::ofTheJdk));
        assertNull(ofTheJdk());
    }

    @Test
    void theInnermostCounts() throws Exception {
        var inner = new Subject();
        Callable<Subject> innermost = () -> Subjects.callAs(inner, Subjects::current);
        assertSame(inner, Subjects.callAs(subject, innermost));
    }

    @Test
    void aResultComesOut() throws Exception {
        assertEquals("done", Subjects.callAs(subject, () -> "done"));
        assertNull(Subjects.callAs(subject, () -> null));
    }

    /** Asked in the way of this JDK, not through the class under test. */
    private static Subject ofTheJdk() throws Exception {
        if (Runtime.version().feature() >= 18) {
            return (Subject) Subject.class.getMethod("current").invoke(null);
        }
        var context = Class.forName("java.security.AccessController").getMethod("getContext").invoke(null);
        return (Subject) Subject.class
                .getMethod("getSubject", Class.forName("java.security.AccessControlContext"))
                .invoke(null, context);
    }
}

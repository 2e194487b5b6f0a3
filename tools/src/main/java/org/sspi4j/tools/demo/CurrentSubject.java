package org.sspi4j.tools.demo;

import java.util.Optional;
import javax.security.auth.Subject;

/**
 * The Subject that any library sees, asked of the JDK and not of this project. {@code Subject.current()} exists since 18 and
 * cannot be named when compiling for 17; what it replaces is being removed.
 */
final class CurrentSubject {
    private CurrentSubject() {}

    static Optional<Subject> ofTheJdk() throws ReflectiveOperationException {
        if (Runtime.version().feature() >= 18) {
            return Optional.ofNullable((Subject) Subject.class.getMethod("current").invoke(null));
        }
        var context = Class.forName("java.security.AccessControlContext");
        var here = Class.forName("java.security.AccessController").getMethod("getContext").invoke(null);
        return Optional.ofNullable((Subject) Subject.class.getMethod("getSubject", context).invoke(null, here));
    }
}

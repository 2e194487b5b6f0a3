package org.sspi4j.testkit;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A user of a {@link KerberosRealm}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface User {
    /** Such as {@code alice}. */
    String name();

    String password();
}

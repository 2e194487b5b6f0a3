package org.sspi4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A {@link java.nio.file.Path} that {@link KerberosExtension} sets: a new keytab with the current keys of the named principals. */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Keytab {
    /** Principals of the realm, such as {@code HTTP/web.example.com}. */
    String[] value();
}

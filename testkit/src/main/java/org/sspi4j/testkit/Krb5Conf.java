package org.sspi4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A {@link java.nio.file.Path} that {@link KerberosExtension} sets: a krb5.conf by which clients find the KDC. */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Krb5Conf {
    /** What clients shall use at first. */
    Transport value() default Transport.UDP;
}

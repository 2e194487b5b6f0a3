package org.sspi4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a KDC for the tests of a class, or for one test.
 *
 * <pre>{@code
 * @KerberosRealm(
 *         realm = "EXAMPLE.COM",
 *         users = @User(name = "alice", password = "secret"),
 *         services = "HTTP/web.example.com")
 * class WebLoginTest {
 *     @Test
 *     void aliceMayEnter(EmbeddedKdc kdc, @Krb5Conf Path krb5Conf, @Keytab("HTTP/web.example.com") Path keytab) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>The tests of a class and of its nested classes share one KDC, which is closed after the last of them. On a method, the annotation
 * gives that test a KDC of its own. Tests may run in parallel. What is injected, and how to say more about the KDC: {@link
 * KerberosExtension}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(KerberosExtension.class)
public @interface KerberosRealm {
    /** The realm's name. */
    String realm() default "EXAMPLE.COM";

    /** Who has a password. */
    User[] users() default {};

    /** Who has random keys, for a {@link Keytab}. */
    String[] services() default {};
}

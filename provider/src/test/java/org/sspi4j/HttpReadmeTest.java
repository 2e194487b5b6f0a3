package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** The examples of README's section on HTTP, as they stand there: compiled, and run against each other. Public for what is compiled. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "HTTP/web.example.com")
@Timeout(60)
public class HttpReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** What the client's example talks with. */
    public interface Http {
        Answer get(String path, String authorization) throws Exception;
    }

    /** What it is answered. */
    public record Answer(int status, List<String> challenges) {}

    /** What the examples are made to be; the server's tells its user. */
    public interface Examples {
        HttpAnswer server(CredHandle credential, String authorization, List<String> users) throws Exception;

        Optional<CtxtHandle> client(CredHandle credential, Http http) throws Exception;
    }

    @TempDir
    private Path folder;

    private Examples examples;

    @BeforeEach
    void compile() throws Exception {
        var source = Files.writeString(folder.resolve("Compiled.java"), source());
        var compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(null, null, null, "-proc:none", "-d", folder.toString(),
                "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, status, "it does not compile");
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            examples = (Examples) loader.loadClass("Compiled").getConstructor().newInstance();
        }
    }

    private static String source() throws Exception {
        var readme = Files.readString(Path.of("..", "README.md"));
        var section = readme.substring(readme.indexOf("### Over HTTP"), readme.indexOf("### In Tomcat"));
        var found = EXAMPLE.matcher(section).results().map(example -> example.group(1)).toList();
        assertEquals(2, found.size());
        var user = "var user = context.accessToken().userName();\n";
        assertTrue(found.get(0).contains(user), found.get(0));
        return """
                import java.util.*;
                import org.sspi4j.*;
                import org.sspi4j.api.*;
                import org.sspi4j.HttpReadmeTest.*;

                public final class Compiled implements Examples {
                    public HttpAnswer server(CredHandle credential, String authorization, List<String> users) throws Exception {
                %s
                        return answer;
                    }

                    public Optional<CtxtHandle> client(CredHandle credential, Http http) throws Exception {
                %s
                        return context;
                    }
                }
                """.formatted(found.get(0).replace(user, user + "users.add(user);\n"), found.get(1));
    }

    @Test
    void theClientLogsOnAtTheServer(@Krb5Conf Path krb5Conf, @Keytab("HTTP/web.example.com") Path keytab) throws Exception {
        var config = KerberosConfig.load(krb5Conf);
        var users = new ArrayList<String>();
        var asked = new ArrayList<Integer>();
        try (var secret = Secret.password("secret".toCharArray());
                var alice = Sspi.acquireCredentialsHandle(
                        "Negotiate", CredentialUse.OUTBOUND, Identity.password("alice", secret), config);
                var web = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, Identity.keytab(keytab), config)) {
            var context = examples.client(alice, (path, authorization) -> {
                var answer = examples.server(web, authorization, users);
                asked.add(answer instanceof HttpAnswer.Authenticated ? 200 : 401);
                return new Answer(asked.get(asked.size() - 1), answer.challenges());
            });
            context.orElseThrow().close();
        }
        assertEquals(List.of(401, 200), asked);
        assertEquals(List.of("alice@EXAMPLE.COM"), users);
    }
}

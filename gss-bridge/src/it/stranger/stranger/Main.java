package stranger;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import javax.security.auth.spi.LoginModule;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.gss.SspiGssManager;

/** Prints what it finds, and what a context says. Arguments: krb5.conf, a client and its keytab, a host's service and its keytab. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        System.out.println("managers: " + names(ServiceLoader.load(GSSManager.class)));
        System.out.println("login modules: " + names(ServiceLoader.load(LoginModule.class)));
        System.out.println("packages: "
                + Sspi.enumerateSecurityPackages().stream().map(PackageInfo::name).sorted().collect(Collectors.joining(" ")));

        KerberosConfig config = KerberosConfig.load(Path.of(args[0]));
        SspiGssManager manager = new SspiGssManager(config);
        GSSCredential alice = manager.createCredential(acquire(CredentialUse.OUTBOUND, args[1], args[2], config));
        GSSCredential web = manager.createCredential(acquire(CredentialUse.INBOUND, args[3].replace('@', '/'), args[4], config));
        GSSName service = manager.createName(args[3], GSSName.NT_HOSTBASED_SERVICE);

        GSSContext initiator = manager.createContext(service, null, alice, GSSContext.DEFAULT_LIFETIME);
        GSSContext acceptor = manager.createContext(web);
        byte[] apReq = initiator.initSecContext(new byte[0], 0, 0);
        byte[] apRep = acceptor.acceptSecContext(apReq, 0, apReq.length);
        initiator.initSecContext(apRep, 0, apRep.length);
        System.out.println("client: " + acceptor.getSrcName());

        byte[] text = "a message".getBytes();
        byte[] token = initiator.wrap(text, 0, text.length, new MessageProp(true));
        byte[] read = acceptor.unwrap(token, 0, token.length, new MessageProp(true));
        System.out.println("message: " + new String(read));
        GSSContext moved = manager.createContext(initiator.export());
        byte[] later = moved.wrap(text, 0, text.length, new MessageProp(true));
        System.out.println("moved: " + new String(acceptor.unwrap(later, 0, later.length, new MessageProp(true))));
        System.out.println("extended: " + extended(initiator) + " " + extended(moved) + " " + extended(alice));
        System.out.println("module: " + manager.getClass().getModule().getName());
    }

    private static boolean extended(Object object) {
        return Arrays.stream(object.getClass().getInterfaces()).anyMatch(
                type -> type.getSimpleName().startsWith("ExtendedGSS"));
    }

    private static CredHandle acquire(CredentialUse use, String principal, String keytab, KerberosConfig config)
            throws Exception {
        return Sspi.acquireCredentialsHandle("Kerberos", use, Identity.keytab(principal, Path.of(keytab)), config);
    }

    private static <T> String names(ServiceLoader<T> loader) {
        return loader.stream()
                .map(provider -> provider.type().getName())
                .filter(name -> name.startsWith("org.sspi4j."))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

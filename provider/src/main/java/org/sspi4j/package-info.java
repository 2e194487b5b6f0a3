/**
 * The doors: Windows' Security Support Provider Interface for Java programs, one static method for each function of
 * sspi.h, under the function's own name.
 *
 * <p>An application acquires credentials, exchanges tokens with its peer until both sides hold a context, and then
 * signs, encrypts or impersonates with that context. Which protocol does the work (Negotiate, Kerberos, NTLM, Digest,
 * Schannel, CredSSP) is the name of a security package. The library moves no tokens: it makes them and takes them, the
 * application carries them in whatever protocol it speaks.
 *
 * <h2>From sspi.h to here</h2>
 *
 * <p>Whoever knows sspi.h finds things under the names known from there:
 *
 * <table>
 * <caption>Names of sspi.h and their counterparts</caption>
 * <tr><th>sspi.h</th><th>here</th></tr>
 * <tr><td>a function, {@code InitializeSecurityContext}</td>
 *     <td>a static method, {@code Sspi.initializeSecurityContext}</td></tr>
 * <tr><td>{@code CredHandle}, {@code CtxtHandle}</td>
 *     <td>the same names; {@code close()} is {@code FreeCredentialsHandle}, {@code DeleteSecurityContext}</td></tr>
 * <tr><td>{@code SECURITY_STATUS}, {@code SEC_I_CONTINUE_NEEDED}</td>
 *     <td>{@code SecurityStatus}, constants spelt as in the header</td></tr>
 * <tr><td>{@code ISC_REQ_MUTUAL_AUTH}, {@code ASC_REQ_MUTUAL_AUTH}</td>
 *     <td>{@code ContextFlag.MUTUAL_AUTH}: one flag for both ends, without the prefix</td></tr>
 * <tr><td>{@code SecBufferDesc}, {@code SecBuffer}</td>
 *     <td>{@code List<SecBuffer>}, each around a {@code ByteBuffer} of the caller</td></tr>
 * <tr><td>{@code SEC_WINNT_AUTH_IDENTITY} and its relatives</td><td>{@code Identity}</td></tr>
 * <tr><td>{@code SecPkgInfo}</td><td>{@code PackageInfo}</td></tr>
 * </table>
 *
 * <p>A status that leaves the context alive is returned. A status that ends it is thrown, as an {@code SspiException}
 * which carries it.
 *
 * <h2>What Windows requires, and what we do</h2>
 *
 * <p>The documents of SSPI say on which systems a function is to be found, for which callers, and in which files. Little
 * of that has a meaning for a Java program. This is what it says and what became of it:
 *
 * <dl>
 * <dt id="S53">Asynchronous acquire: clients</dt>
 * <dd>Windows offers {@code SspiAcquireCredentialsHandleAsync} to kernel-mode drivers and nobody else, on clients from
 *     Windows 10 version 1607 on. Here nothing is for kernel-mode callers, and every system with Java 17 or later is as
 *     good as another; the function is {@code SspiAsync.acquireCredentialsHandle}.</dd>
 *
 * <dt id="S54">Asynchronous acquire: servers</dt>
 * <dd>On servers Windows has it from Windows Server 2016 on, for kernel-mode drivers again. Here there is no difference
 *     between the two kinds of system.</dd>
 *
 * <dt id="S118">Asynchronous initialize</dt>
 * <dd>{@code SspiInitializeSecurityContextAsync} has the same limits on Windows: Windows 10 version 1607, Windows Server
 *     2016, kernel-mode drivers, declared in sspi.h. Here it has none of them: {@code SspiAsync.initializeSecurityContext}.</dd>
 *
 * <dt id="S47">Who acquires credentials of other logon sessions</dt>
 * <dd>On Windows this is for kernel-mode modules that act for a user who is logged on; holding {@code SE_TCB_NAME} is
 *     what allows it. A Java program is never such a module. It holds {@code SE_TCB_NAME} only where a policy grants
 *     it, and no policy does unless somebody writes that down.</dd>
 *
 * <dt id="S23">What the logon id is for</dt>
 * <dd>Windows has the parameter for parts of the file system that work for many users at a time, network redirectors
 *     above all. The short forms here leave it out, as most callers do.</dd>
 *
 * <dt id="S29">Expiry of credentials</dt>
 * <dd>A C program that does not want to know passes null for {@code ptsExpiry}. Here nothing is passed: the expiry is part of
 *     what is returned, and whoever does not want to know does not look.</dd>
 *
 * <dt id="S92">Expiry of contexts</dt>
 * <dd>The same: always returned, by initialize and by accept, and never asked for.</dd>
 *
 * <dt id="S51">Memory</dt>
 * <dd>Kernel-mode callers have to pass virtual memory of the process and none of a pool. Java programs have no pool: a buffer
 *     is a {@code ByteBuffer}, on the heap or off it. It stays the caller's, and until an asynchronous call is over it is to
 *     be left alone.</dd>
 *
 * <dt id="S182">The roles</dt>
 * <dd>The documents speak of the RPC run-time transport, which brings {@code pGetKeyFn}; of network redirectors, which pass
 *     {@code pvLogonId}; and of kernel-mode callers. None of them is a Java program. Whoever has a key function or a logon id
 *     passes it to {@code org.sspi4j.secur32}, in whatever role.</dd>
 *
 * <dt id="S127">Impersonation: Schannel in kernel mode</dt>
 * <dd>There Windows answers {@code SEC_E_UNSUPPORTED_FUNCTION}. Here is no Schannel for kernel-mode callers. The status is that of a
 *     package which does not say {@code SECPKG_FLAG_IMPERSONATION}.</dd>
 *
 * <dt id="S146">Impersonation: systems</dt>
 * <dd>Windows knows {@code ImpersonateSecurityContext} since Windows XP on clients and Windows Server 2003 on servers,
 *     for desktop applications. Here it is wherever Java 17 is. It changes the identity that Java code of the thread
 *     sees, never that of the operating system's process.</dd>
 *
 * <dt id="S145">Impersonation: the privilege</dt>
 * <dd>Windows XP does not know {@code SeImpersonatePrivilege} before its service pack 2. Nothing here depends on the
 *     version of Windows: to hold the privilege is a condition for acting as a client, everywhere.</dd>
 *
 * <dt id="S147">Header and library</dt>
 * <dd>C programs include Security.h, which brings sspi.h, link against Secur32.lib and load Secur32.dll. Java programs
 *     need the module that contains this package. No native library is loaded, on Windows neither.</dd>
 * </dl>
 */
package org.sspi4j;

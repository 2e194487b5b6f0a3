/**
 * How fast we are, and against what. Three sides do the same work in one run: ours, the library that a Java user would pick
 * today (the JDK's GSS-API), and the floor, which is only the cipher, MAC and digest work that the protocol prescribes, with
 * ready keys. The two ratios count; the times are those of one machine.
 *
 * <pre>
 *   mvn -Pbenchmarks                                           builds benchmarks.jar and runs all of it
 *   mvn -Pbenchmarks -Dbenchmarks.args="--quick context"       the same with options
 *   java -jar benchmarks/target/benchmarks.jar                 on another JDK: call its java
 *   java -jar benchmarks/target/benchmarks.jar --list          the rows' ids, for regular expressions to choose by
 *   java -jar benchmarks/target/benchmarks.jar --jvm -XX:StartFlightRecording:filename=x.jfr,settings=profile '^context$'
 *   benchmarks/against-mit '^logon'                            the same in a realm of MIT's KDC, from Debian's packages
 * </pre>
 *
 * <p>The table is printed and written beside the jar as {@code benchmarks.md}; {@code benchmarks.json} has the same by row, the
 * ratios under {@code jdkToOurs} and {@code oursToFloor}, for a later run to be compared with.
 *
 * <h2>What must not get worse</h2>
 *
 * <p>{@code benchmarks/baseline.json} has the two ratios of the rows of {@link org.sspi4j.benchmarks.Group}, by JDK and group.
 * {@code --check} measures these rows again, briefly, and fails if one is worse by more than a quarter, also when measured
 * again and longer: by both ratios, where a row has both, because one alone gets worse when the other side gets better. It tells
 * which rows nobody has recorded. Whoever makes a row faster, or adds one, records it, on each JDK
 * with a command that measures all of them, or those that are named, and leaves the rest of the file as it is:
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar --record benchmarks/baseline.json
 *   java -jar benchmarks/target/benchmarks.jar --record benchmarks/baseline.json '^context$'
 * </pre>
 *
 * <h2>What is measured</h2>
 *
 * <ul>
 * <li>CPU time and allocated bytes of the threads that do the work ({@link org.sspi4j.benchmarks.OwnThreads}), a library's own
 *     ones among them: the clock on the wall says fourfold when the machine is busy. Threads of compilers and collectors do not
 *     count, on either side.
 * <li>Each side of each row in a JVM of its own, the sides of a row one after the other. A quarter of the iterations is better
 *     than what is printed. If the iterations still get faster at the end of a full run, it is taken again with twice the time.
 * <li>What Negotiate and SASL add to a context, in turns with that context in one JVM ({@link org.sspi4j.benchmarks.InTurns}): from two
 *     JVMs to the next, whose compilers inline differently, the context alone differs by as much. The
 *     middle of the iterations counts there. A quick run is too short for it.
 * <li>What prepares an operation, such as the token for an acceptor, is {@link org.sspi4j.benchmarks.Untimed}.
 * <li>Contexts as they are set up in earnest: a fresh authenticator for each, every acceptance decrypts the ticket and asks the
 *     replay cache, both ends counted. The JDK has no replay cache but in the row that names it, which favours the JDK.
 * <li>Tickets are made from the service's key ({@link org.sspi4j.benchmarks.TicketMint}), so that every encryption type has
 *     rows. Logons ask the testkit's KDC, in the JVM that starts the others, so that no row counts its work; it lacks the types
 *     of RFC 8009, whose logons need {@code against-mit}.
 * <li>Scaling by two threads is the exception: it is by the clock on the wall, and means something on two idle cores only.
 * </ul>
 *
 * <p>TLS has two sides, ours and the floor: the bare engines of the same backend in one thread, on the same terms
 * ({@link org.sspi4j.benchmarks.TlsFloor}). Nobody looks at the server's certificate on either side. What a record allocates is what
 * the engine does, and with DecryptMessage what the caller has of it: four buffers, their list, and three views of the memory.
 *
 * <p>NTLM needs no realm either. Its contexts have all there is, MIC, channel bindings and a target that is looked at
 * ({@link org.sspi4j.benchmarks.NtlmOurs}); the JDK's, that of SASL, lacks them ({@link org.sspi4j.benchmarks.NtlmJdk}). Inside Negotiate
 * and GSS-SPNEGO it has two signatures at each end more, which are in the floor. GSS-SPNEGO with Kerberos inside has no row: its contexts
 * are those of the process, whose replay cache a benchmark fills in seconds.
 *
 * <p>The floor of each row is described where it is: {@link org.sspi4j.benchmarks.FloorKey},
 * {@link org.sspi4j.benchmarks.FloorHandshake}, {@link org.sspi4j.benchmarks.FloorLogon}, {@link org.sspi4j.benchmarks.TlsFloor},
 * {@link org.sspi4j.benchmarks.NtlmFloor}, {@link org.sspi4j.benchmarks.NtlmFloorKey}. But for TLS it draws no random numbers, but for TLS
 * and NTLM it derives no keys, and it copies nothing, so that nobody reaches 1, unless with a cipher of its own: NTLM has one.
 *
 * <h2>A row more</h2>
 *
 * <p>A class with methods {@code jdk}, {@code floor} and {@code ours}, and a line in {@link org.sspi4j.benchmarks.Row#all}.
 *
 * <h2>Left out</h2>
 *
 * <ul>
 * <li>What is not built: Digest, the TLS of Bouncy Castle, whose floor is its bare protocols.
 * </ul>
 */
package org.sspi4j.benchmarks;

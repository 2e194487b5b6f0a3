/**
 * {@code sspi demo}: a KDC, a client and a service on this machine, and what goes between them.
 *
 * <pre>
 *   this JVM                                        second JVM
 *   EmbeddedKdc &lt;--AS, TGS--&gt; alice  &lt;--TCP--&gt;  DemoService: HTTP/web.example.com
 *       |                      |                       |
 *   KdcTraffic               Wire                   Reports (lines of JSON on standard output)
 *       '----------------------+-----------------------'
 *                            Steps, Screen
 * </pre>
 *
 * {@link org.sspi4j.tools.demo.Demo} reads as the demo runs; each step checks what it shows.
 *
 * <p>With {@code --serve} it is {@link org.sspi4j.tools.demo.Serving} instead: {@link org.sspi4j.tools.demo.web a page} that tells its
 * readers who they are, and what they need to read it.
 */
package org.sspi4j.tools.demo;

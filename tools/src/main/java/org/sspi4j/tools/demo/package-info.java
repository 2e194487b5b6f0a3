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
 */
package org.sspi4j.tools.demo;

/**
 * The {@code sspi} command line: {@link org.sspi4j.tools.demo the demo}, the list of packages,
 * {@link org.sspi4j.tools.exchange one context by hand}, and {@link org.sspi4j.tools.keytab keytabs}. Built as
 * {@code tools/target/sspi.jar}, with everything inside.
 */
package org.sspi4j.tools;

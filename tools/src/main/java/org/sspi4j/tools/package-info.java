/**
 * The {@code sspi} command line: {@link org.sspi4j.tools.demo the demo}, the list of packages, and
 * {@link org.sspi4j.tools.exchange one context by hand}. Built as {@code tools/target/sspi.jar}, with everything inside.
 */
package org.sspi4j.tools;

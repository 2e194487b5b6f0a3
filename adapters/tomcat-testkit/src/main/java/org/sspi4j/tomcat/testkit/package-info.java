/**
 * Tomcat in a JVM of its own, started from a folder as its users have it: for the tests of the adapter, whose clients are ours, curl and
 * browsers.
 */
package org.sspi4j.tomcat.testkit;

/**
 * Which rows of conformance are proven: of use in this project's own build only, asleep everywhere else.
 *
 * <p>A test says what it proves by its tag, {@code @Tag("S36")}; the rows are listed in {@code interop/conformance/rows.txt}.
 * {@link org.sspi4j.testkit.conformance.ConformanceListener} writes down, in every test JVM of every module, how the
 * tests of each row ended. {@link org.sspi4j.testkit.conformance.ConformanceReport} runs in the last module, writes
 * {@code target/conformance.md} and fails the build when a row falls below {@code interop/conformance/baseline.txt}.
 *
 * <p>A row is <em>proven</em> if a test that carries it succeeded and none that carries it did anything else. It is
 * <em>documented</em> if {@code interop/conformance/documented.txt} names an anchor that exists in the javadoc and no
 * test carries it. Otherwise it is <em>open</em>.
 */
package org.sspi4j.testkit.conformance;

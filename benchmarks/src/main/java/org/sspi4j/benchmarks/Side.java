package org.sspi4j.benchmarks;

/** Whose work is measured; the name is that of the benchmark's method. */
enum Side {
    /** The library that a Java user would pick today. */
    JDK("jdk"),
    /** Only the ciphers, MACs and digests that the protocol prescribes. */
    FLOOR("floor"),
    OURS("ours");

    private final String method;

    Side(String method) {
        this.method = method;
    }

    String method() {
        return method;
    }
}

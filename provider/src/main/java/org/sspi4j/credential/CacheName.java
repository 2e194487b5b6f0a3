package org.sspi4j.credential;

import java.util.regex.Pattern;

/**
 * A credential cache's name: a type and what the type makes of the rest. A name without a type is a file's.
 *
 * @spec MIT krb5 basic/ccache_def
 */
record CacheName(String type, String residual) {
    /** One letter before a colon is a drive of Windows. */
    private static final Pattern TYPED = Pattern.compile("([A-Za-z]{2,}):(.*)", Pattern.DOTALL);

    static CacheName of(String name) {
        var typed = TYPED.matcher(name);
        return typed.matches() ? new CacheName(typed.group(1), typed.group(2)) : new CacheName("FILE", name);
    }

    @Override
    public String toString() {
        return type + ":" + residual;
    }
}

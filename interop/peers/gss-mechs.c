/*
 * Preloaded into gss-server: IAKERB is accepted only by who acquires credentials for it by name, and gss-server acquires those of whatever
 * is there by default. It gets Kerberos and IAKERB.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t length;
    void *elements;
} oid;

typedef struct {
    size_t count;
    oid *elements;
} oid_set;

typedef uint32_t acquire(uint32_t *, void *, uint32_t, oid_set *, int, void **, oid_set **, uint32_t *);

static oid mechs[] = {
    {9, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"},
    {6, "\x2b\x06\x01\x05\x02\x05"},
};

uint32_t gss_acquire_cred(
        uint32_t *minor, void *name, uint32_t lifetime, oid_set *wanted, int usage, void **cred, oid_set **got, uint32_t *left) {
    oid_set all = {2, mechs};
    return ((acquire *) dlsym(RTLD_NEXT, "gss_acquire_cred"))(minor, name, lifetime, &all, usage, cred, got, left);
}

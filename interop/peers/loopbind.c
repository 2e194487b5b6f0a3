/*
 * Preloaded into a server that has no option for its address: who wants to listen on every address of IPv4 listens on that of
 * LOOPBIND_ADDRESS, on a free port, whose number goes into the file LOOPBIND_PORT. IPv6 is refused.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static int refuse(void) {
    errno = EADDRNOTAVAIL;
    return -1;
}

static int tell(int port) {
    const char *path = getenv("LOOPBIND_PORT");
    char unfinished[4096];
    if (path == NULL || (size_t) snprintf(unfinished, sizeof unfinished, "%s.new", path) >= sizeof unfinished) {
        return refuse();
    }
    FILE *file = fopen(unfinished, "w");
    if (file == NULL || fprintf(file, "%d\n", port) < 0 || fclose(file) != 0 || rename(unfinished, path) != 0) {
        return refuse();
    }
    return 0;
}

int bind(int fd, const struct sockaddr *wanted, socklen_t length) {
    int (*real)(int, const struct sockaddr *, socklen_t) = (int (*)(int, const struct sockaddr *, socklen_t)) dlsym(RTLD_NEXT, "bind");
    if (wanted->sa_family != AF_INET && wanted->sa_family != AF_INET6) {
        return real(fd, wanted, length);
    }
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    const char *address = getenv("LOOPBIND_ADDRESS");
    if (wanted->sa_family == AF_INET6 || address == NULL || inet_pton(AF_INET, address, &here.sin_addr) != 1
        || real(fd, (struct sockaddr *) &here, size) != 0 || getsockname(fd, (struct sockaddr *) &here, &size) != 0) {
        return refuse();
    }
    return tell(ntohs(here.sin_port));
}

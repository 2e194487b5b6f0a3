/*
 * Preloaded into Samba's programs: they look for winbindd in the folder SELFTEST_WINBINDD_SOCKET_DIR, and not in the one that was
 * compiled into them. They do so where nss_wrapper is at work, which is asked by this name.
 */
#include <stdbool.h>

bool nss_wrapper_enabled(void) {
    return true;
}

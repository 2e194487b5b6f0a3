/** Whose credentials are meant when nobody says so. */
package org.sspi4j.credential;

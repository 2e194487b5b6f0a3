/** Whom a thread acts as: impersonation tokens, and the Subject that other libraries see, on every JDK from 17 on. */
package org.sspi4j.logon;

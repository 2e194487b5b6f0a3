/**
 * Where acceptors find users: {@link org.sspi4j.account.CertificateMappings} says which account a client certificate stands for.
 */
package org.sspi4j.account;

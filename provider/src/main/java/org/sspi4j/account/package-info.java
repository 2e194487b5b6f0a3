/**
 * Where acceptors find users: {@link org.sspi4j.account.CertificateMappings} says which account a client certificate stands for;
 * {@link org.sspi4j.account.AccountFile} and {@link org.sspi4j.account.CallbackAccounts} have the secrets of users with passwords. Other
 * sources, such as a database, are an {@link org.sspi4j.api.AccountStore} of the application.
 */
package org.sspi4j.account;

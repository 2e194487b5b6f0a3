/**
 * Files that hold what only one user may know. For the world and for {@code org.sspi4j.account}; security packages reach no files, through
 * here neither.
 */
package org.sspi4j.file;

package org.sspi4j.account;

import java.security.MessageDigest;
import java.security.Principal;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.GroupPrincipal;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.StoredAccount;

/**
 * An entry of an account file, but for the hash.
 *
 * @param groups in the order of the file
 * @param told the name that contexts tell
 * @param principals the groups
 */
record AccountEntry(AccountName name, List<String> groups, String told, Set<Principal> principals) {
    static final int HASH_LENGTH = 16;
    /** MD4 of nothing: whoever has it has no password. */
    private static final byte[] OF_EMPTY_PASSWORD = HexFormat.of().parseHex("31d6cfe0d16ae931b73c59d7e0c089c0");

    /** What databases keep where there is no hash. */
    private static final byte[] OF_ZEROS = new byte[HASH_LENGTH];

    /** What is wrong with a hash that no password has, or the empty one; to be read behind the name. */
    static Optional<String> fault(byte[] ntHash) {
        if (MessageDigest.isEqual(ntHash, OF_EMPTY_PASSWORD)) {
            return Optional.of("has the hash of the empty password: an account without a password lets nobody in");
        }
        return MessageDigest.isEqual(ntHash, OF_ZEROS)
                ? Optional.of("has a hash of zeros, which is no password's: an account without a password lets nobody in")
                : Optional.empty();
    }

    /** @throws IllegalArgumentException for groups that no line can say */
    static AccountEntry of(AccountName name, Collection<String> groups) {
        var distinct = new LinkedHashSet<String>();
        for (var group : groups) {
            boolean shows = !group.isEmpty() && group.equals(group.strip()) && OneLine.of(group).equals(group);
            if (!shows || group.indexOf(',') >= 0 || group.indexOf(':') >= 0) {
                throw new IllegalArgumentException(
                        "has a group that is empty, has a blank at one end, a comma, a colon or a character that does not show");
            }
            if (!distinct.add(group)) {
                throw new IllegalArgumentException("has the group " + group + " twice");
            }
        }
        Set<Principal> principals = distinct.stream().map(GroupPrincipal::new).collect(Collectors.toUnmodifiableSet());
        return new AccountEntry(name, List.copyOf(distinct), name.told(), principals);
    }

    /**
     * For whoever asked. What else is made here would be time that tells a user from nobody before anything is proven.
     *
     * @param ntHash the account's from now on
     */
    StoredAccount account(Secret ntHash) {
        return new StoredAccount(told, new AccountSecret(AccountSecret.Kind.NT_HASH, ntHash), principals);
    }

    @Override
    public String toString() {
        return name + " " + groups;
    }
}

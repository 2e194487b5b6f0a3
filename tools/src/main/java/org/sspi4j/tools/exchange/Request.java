package org.sspi4j.tools.exchange;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A line in: a command, its operands, and behind them {@code name=value}.
 *
 * <p>Base64 has its {@code =} at the end, so that {@code ab==} is an operand and {@code ab=c} is named.
 */
record Request(String command, List<String> operands, Map<String, String> named) {
    private static final Pattern NAMED = Pattern.compile("([a-z_]+)=([^=].*)");

    static Request parse(String line) throws BadLineException {
        var words = List.of(trimmed(line).split("[ \t]+"));
        var operands = new ArrayList<String>();
        var named = new LinkedHashMap<String, String>();
        for (var word : words.subList(1, words.size())) {
            var match = NAMED.matcher(word);
            if (!match.matches()) {
                if (!named.isEmpty()) {
                    throw new BadLineException("Operands come before name=value: " + word);
                }
                operands.add(word);
            } else if (named.put(match.group(1), match.group(2)) != null) {
                throw new BadLineException(match.group(1) + " is given twice");
            }
        }
        return new Request(words.get(0), operands, named);
    }

    /** By hand: a pattern that is tried at each of many blanks takes time that grows with their square. */
    private static String trimmed(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && " \t".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t\r".indexOf(line.charAt(to - 1)) >= 0) {
            to--;
        }
        return line.substring(from, to);
    }

    /** Refuses operands that the command does not take. */
    Request operands(int fewest, int most) throws BadLineException {
        if (operands.size() < fewest || operands.size() > most) {
            var wanted = fewest == most ? String.valueOf(most) : fewest + " or " + most;
            throw new BadLineException(
                    command + " takes " + (most == 0 ? "no operand" : wanted + (most == 1 ? " operand" : " operands"))
                            + " and got " + operands.size());
        }
        return this;
    }

    /** Refuses names that the command does not know. */
    Request names(String... known) throws BadLineException {
        for (var name : named.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new BadLineException(command + " takes no " + name + "=");
            }
        }
        return this;
    }

    /** An operand's bytes; none if it is {@code -} or left out. */
    byte[] blob(int operand) throws BadLineException {
        return operand < operands.size() ? bytes("operand " + (operand + 1), operands.get(operand)) : new byte[0];
    }

    /** Bytes in base64, {@code -} for none. */
    static byte[] bytes(String what, String base64) throws BadLineException {
        if (base64.equals("-")) {
            return new byte[0];
        }
        if (base64.length() % 4 != 0) {
            throw new BadLineException("The " + what + " is not base64: its length is no multiple of 4");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BadLineException("The " + what + " is not base64: " + e.getMessage());
        }
    }
}

package io.sublet.extender.rank;

import java.util.List;

/**
 * What ranking reads of every row, one row behind the other: a question about thousands of nodes reads memory in one direction
 * then, where an object for each would be a wait for each. Immutable; one with a few rows changed shares the pages of all others.
 */
final class RankTable {
    private static final int PAGE_BITS = 6;
    private static final int PAGE = 1 << PAGE_BITS;

    /** Places within a row; behind them the numbers of the resources, in units of how many there are. */
    private static final int REPORTED_AT = 0;

    private static final int FLAGS = 1;
    private static final int NUMBERS = 2;

    private static final int GENERAL_ROOM = 0;
    private static final int PROD_ROOM = 1;
    private static final int ALLOCATABLE = 2;
    private static final int SCORED = 3;
    private static final int PROD = 4;
    private static final int KINDS = 5;

    private static final long HAS_THRESHOLD = 1;
    private static final long HAS_PROD_THRESHOLD = 1 << 1;
    private static final long MEASURED = 1 << 2;
    private static final long PROD_MEASURED = 1 << 3;
    private static final long PINS_EVERY_POD = 1 << 4;
    private static final long HELD_BACK = 1 << 5;

    private final int width;
    private final int stride;
    private final long[][] pages;

    private RankTable(int width, long[][] pages) {
        this.width = width;
        this.stride = NUMBERS + KINDS * width;
        this.pages = pages;
    }

    /** @param width resources that are judged */
    static RankTable of(NodeRow[] rows, int width) {
        RankTable table = new RankTable(width, new long[(rows.length + PAGE - 1) >> PAGE_BITS][]);
        for (int page = 0; page < table.pages.length; page++) {
            table.pages[page] = new long[PAGE * table.stride];
        }
        for (int row = 0; row < rows.length; row++) {
            table.fill(row, rows[row]);
        }
        return table;
    }

    /** The same with other rows at some numbers. */
    RankTable with(List<Integer> numbers, NodeRow[] rows) {
        RankTable table = new RankTable(width, pages.clone());
        for (int number : numbers) {
            int page = number >> PAGE_BITS;
            if (isShared(table, page)) {
                table.pages[page] = pages[page].clone();
            }
            table.fill(number, rows[number]);
        }
        return table;
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the same array, not one with the same numbers
    private boolean isShared(RankTable other, int page) {
        return other.pages[page] == pages[page];
    }

    private void fill(int number, NodeRow row) {
        long[] page = pages[number >> PAGE_BITS];
        int from = from(number);
        page[from + REPORTED_AT] = row.reportedAt();
        page[from + FLAGS] = (row.hasThreshold(false) ? HAS_THRESHOLD : 0)
                | (row.hasThreshold(true) ? HAS_PROD_THRESHOLD : 0)
                | (row.isMeasured(false) ? MEASURED : 0)
                | (row.isMeasured(true) ? PROD_MEASURED : 0)
                | (row.facts().pinsEveryPod() ? PINS_EVERY_POD : 0)
                | (row.cpuLeft() == NodeRow.NOTHING_HELD_BACK && row.memoryLeft() == NodeRow.NOTHING_HELD_BACK
                        ? 0
                        : HELD_BACK);
        for (int place = 0; place < width; place++) {
            int at = from + NUMBERS + place;
            page[at + GENERAL_ROOM * width] = row.room(false, place);
            page[at + PROD_ROOM * width] = row.room(true, place);
            page[at + ALLOCATABLE * width] = row.allocatable(place);
            page[at + SCORED * width] = row.scored(place);
            page[at + PROD * width] = row.prod(place);
        }
    }

    private int from(int number) {
        return (number & (PAGE - 1)) * stride;
    }

    private long cell(int number, int place) {
        return pages[number >> PAGE_BITS][from(number) + place];
    }

    private boolean is(int number, long flag) {
        return (cell(number, FLAGS) & flag) != 0;
    }

    /** Resources that are judged. */
    int width() {
        return width;
    }

    /** As in {@link NodeRow#reportedAt}. */
    long reportedAt(int number) {
        return cell(number, REPORTED_AT);
    }

    /** As in {@link NodeRow#hasThreshold}. */
    boolean hasThreshold(int number, boolean byProd) {
        return is(number, byProd ? HAS_PROD_THRESHOLD : HAS_THRESHOLD);
    }

    /** As in {@link NodeRow#isMeasured}. */
    boolean isMeasured(int number, boolean byProd) {
        return is(number, byProd ? PROD_MEASURED : MEASURED);
    }

    /** As in {@link NodeFacts#pinsEveryPod}. */
    boolean pinsEveryPod(int number) {
        return is(number, PINS_EVERY_POD);
    }

    /** Whether there is anything that {@link RequestsFit} knows and the scheduler does not. */
    boolean isHeldBack(int number) {
        return is(number, HELD_BACK);
    }

    /** As in {@link NodeRow#room}. */
    long room(int number, boolean byProd, int place) {
        return cell(number, NUMBERS + (byProd ? PROD_ROOM : GENERAL_ROOM) * width + place);
    }

    /** As in {@link NodeRow#allocatable}. */
    long allocatable(int number, int place) {
        return cell(number, NUMBERS + ALLOCATABLE * width + place);
    }

    /** What the score looks at: {@link NodeRow#prod} or {@link NodeRow#scored}. */
    long load(int number, boolean byProd, int place) {
        return cell(number, NUMBERS + (byProd ? PROD : SCORED) * width + place);
    }
}

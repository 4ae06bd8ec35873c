package io.sublet.extender.rank;

import java.util.Arrays;

/**
 * Load that is likely to arrive on nodes: pods that were scored a moment ago and have not shown up assigned yet. It weighs
 * on the score only; a guess refuses no node. Immutable; one with a few nodes changed shares the pages of all others.
 */
public final class SoftLoad {
    public static final SoftLoad NONE = on(NameIndex.NONE);

    private static final int PAGE_BITS = 6;
    private static final int PAGE = 1 << PAGE_BITS;

    private static final LoadVector[] EMPTY_PAGE = new LoadVector[PAGE];

    static {
        Arrays.fill(EMPTY_PAGE, LoadVector.ZERO);
    }

    private final NameIndex names;
    private final LoadVector[][] pages;

    private SoftLoad(NameIndex names, LoadVector[][] pages) {
        this.names = names;
        this.pages = pages;
    }

    /** Nothing, on the nodes of an index. */
    public static SoftLoad on(NameIndex names) {
        LoadVector[][] pages = new LoadVector[(names.names().size() + PAGE - 1) >> PAGE_BITS][];
        Arrays.fill(pages, EMPTY_PAGE);
        return new SoftLoad(names, pages);
    }

    /** By which the rows are counted. */
    public NameIndex names() {
        return names;
    }

    /** On the node of a row. */
    public LoadVector at(int row) {
        return row == ClusterSnapshot.NO_ROW ? LoadVector.ZERO : pages[row >> PAGE_BITS][row & (PAGE - 1)];
    }

    /** The same with another load on the node of a row. */
    public SoftLoad with(int row, LoadVector load) {
        LoadVector[][] copy = pages.clone();
        copy[row >> PAGE_BITS] = copy[row >> PAGE_BITS].clone();
        copy[row >> PAGE_BITS][row & (PAGE - 1)] = load;
        return new SoftLoad(names, copy);
    }
}

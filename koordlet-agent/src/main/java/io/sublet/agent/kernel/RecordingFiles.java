package io.sublet.agent.kernel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Kernel files that remember what was read of them, so that the same reads can be made again elsewhere: the text of each file, and
 * each directory that was there.
 */
public final class RecordingFiles implements KernelFiles {
    private final KernelFiles files;
    private final Map<String, String> texts = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();
    private final TreeSet<String> seen = new TreeSet<>();

    public RecordingFiles(KernelFiles files) {
        this.files = files;
    }

    /** The text of each file that was read since the last call, by path; what was only seen to be there is among it. */
    public Map<String, String> takeTexts() {
        for (String path : seen) {
            if (!texts.containsKey(path) && !directories.contains(path)) {
                AsciiText text = new AsciiText();
                if (files.readOnce(path, text).isDone()) {
                    texts.put(path, text.toString());
                } else {
                    directories.add(path);
                }
            }
        }
        seen.clear();
        Map<String, String> taken = new TreeMap<>(texts);
        texts.clear();
        return taken;
    }

    /** Every directory that was listed or looked for, and was there. */
    public List<String> directories() {
        return List.copyOf(directories);
    }

    private FileResult record(String path, FileResult result, AsciiText text) {
        if (result.isDone()) {
            texts.put(path, text.toString());
        }
        return result;
    }

    @Override
    public KernelFile file(String path) {
        KernelFile file = files.file(path);
        return new KernelFile() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public FileResult read(AsciiText into) {
                return record(path, file.read(into), into);
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @Override
    public FileResult read(String path, AsciiText into) {
        return record(path, files.read(path, into), into);
    }

    @Override
    public FileResult readOnce(String path, AsciiText into) {
        return record(path, files.readOnce(path, into), into);
    }

    @Override
    public FileResult write(String path, String text) {
        return FileResult.of(Errno.EROFS);
    }

    @Override
    public FileResult makeDirectory(String path) {
        return FileResult.of(Errno.EROFS);
    }

    @Override
    public FileResult removeDirectory(String path) {
        return FileResult.of(Errno.EROFS);
    }

    @Override
    public boolean exists(String path) {
        boolean there = files.exists(path);
        if (there) {
            seen.add(path);
        }
        return there;
    }

    @Override
    public boolean isWritable(String path) {
        return false;
    }

    @Override
    public List<String> directories(String path) {
        List<String> names = files.directories(path);
        names.forEach(name -> directories.add(path + "/" + name));
        return names;
    }

    @Override
    public List<String> entries(String path) {
        List<String> names = files.entries(path);
        names.forEach(name -> seen.add(path + "/" + name));
        return names;
    }

    @Override
    public Identity identity(String path) {
        return files.identity(path);
    }

    @Override
    public void sweep() {
        files.sweep();
    }
}

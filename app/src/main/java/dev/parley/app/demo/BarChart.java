package dev.parley.app.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * Draws bars as a PNG, pixel by pixel: no fonts and no toolkit, so that it works on a headless JDK.
 * The desktop classes are loaded by the first picture, not before.
 */
final class BarChart {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 160;
    private static final int MARGIN = 12;
    private static final int GAP = 4;
    private static final int PAPER = 0xF8FAFC;
    private static final int GRID = 0xE2E8F0;
    private static final int BAR = 0x6D5AE6;
    private static final int GRID_LINES = 4;

    private BarChart() {}

    static byte[] png(int[] values) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        fill(image, 0, 0, WIDTH, HEIGHT, PAPER);
        int plotHeight = HEIGHT - 2 * MARGIN;
        for (int line = 0; line <= GRID_LINES; line++) {
            fill(image, MARGIN, MARGIN + plotHeight * line / GRID_LINES, WIDTH - MARGIN, 1, GRID);
        }
        int max = Math.max(1, Arrays.stream(values).max().orElse(1));
        int slot = (WIDTH - 2 * MARGIN) / Math.max(1, values.length);
        for (int i = 0; i < values.length; i++) {
            int height = (int) ((long) plotHeight * values[i] / max);
            int x = MARGIN + i * slot;
            fill(image, x, HEIGHT - MARGIN - height, x + slot - GAP, height, BAR);
        }
        return encode(image);
    }

    /** Fills from column {@code left} to before {@code right}. */
    private static void fill(
            BufferedImage image, int left, int top, int right, int height, int color) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < right; x++) {
                image.setRGB(x, y, color);
            }
        }
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Without this, ImageIO writes a temporary file first.
        ImageIO.setUseCache(false);
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be written", e);
        }
        return out.toByteArray();
    }
}

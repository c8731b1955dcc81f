using System.Collections.Generic;
using System.Linq;

namespace Monitas.Agent.Screen;

/// <summary>Letters five characters high, to be read across a room: those of a pairing code, and the hyphen.</summary>
internal static class BigLetters
{
    /// <summary>Rows of a letter.</summary>
    public const int Height = 5;

    private static readonly string[] Unknown = ["#####", "#####", "#####", "#####", "#####"];

    private static readonly Dictionary<char, string[]> Font = new()
    {
        ['B'] = ["####.", "#...#", "####.", "#...#", "####."],
        ['C'] = [".####", "#....", "#....", "#....", ".####"],
        ['D'] = ["####.", "#...#", "#...#", "#...#", "####."],
        ['F'] = ["#####", "#....", "####.", "#....", "#...."],
        ['G'] = [".####", "#....", "#..##", "#...#", ".####"],
        ['H'] = ["#...#", "#...#", "#####", "#...#", "#...#"],
        ['J'] = ["..###", "...#.", "...#.", "#..#.", ".##.."],
        ['K'] = ["#..#.", "#.#..", "##...", "#.#..", "#..#."],
        ['L'] = ["#....", "#....", "#....", "#....", "#####"],
        ['M'] = ["#...#", "##.##", "#.#.#", "#...#", "#...#"],
        ['N'] = ["#...#", "##..#", "#.#.#", "#..##", "#...#"],
        ['P'] = ["####.", "#...#", "####.", "#....", "#...."],
        ['Q'] = [".###.", "#...#", "#.#.#", "#..#.", ".##.#"],
        ['R'] = ["####.", "#...#", "####.", "#.#..", "#..##"],
        ['S'] = [".####", "#....", ".###.", "....#", "####."],
        ['T'] = ["#####", "..#..", "..#..", "..#..", "..#.."],
        ['V'] = ["#...#", "#...#", "#...#", ".#.#.", "..#.."],
        ['W'] = ["#...#", "#...#", "#.#.#", "##.##", "#...#"],
        ['X'] = ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"],
        ['Z'] = ["#####", "...#.", "..#..", ".#...", "#####"],
        ['-'] = [".....", ".....", ".###.", ".....", "....."],
    };

    /// <summary>The text in <see cref="Height"/> rows; a letter that is not drawn here is a block.</summary>
    public static IReadOnlyList<string> Draw(string text) =>
        [.. Enumerable.Range(0, Height).Select(row => string.Join("  ", text.Select(c => Font.GetValueOrDefault(c, Unknown)[row])).Replace('.', ' '))];
}

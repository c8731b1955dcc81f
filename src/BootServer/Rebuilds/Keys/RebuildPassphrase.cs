using System.Linq;
using System.Security.Cryptography;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>Makes passphrases for new LUKS devices, to be typed by a person when the PC starts.</summary>
internal static class RebuildPassphrase
{
    /// <summary>
    /// Small letters that lie at the same place on QWERTY, QWERTZ and AZERTY keyboards: what asks for a passphrase at the start of a
    /// PC often knows one layout only. Without l, which looks like 1.
    /// </summary>
    private const string Letters = "bcdefghijknoprstuvx";

    private const int Groups = 6;
    private const int GroupLetters = 5;

    /// <summary>Six groups of five letters, a space between: 127 bits by chance.</summary>
    public static string Make() =>
        string.Join(' ', Enumerable.Range(0, Groups).Select(_ => new string(RandomNumberGenerator.GetItems<char>(Letters, GroupLetters))));
}

using System.IO;
using System.Text;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>Small text files of a restored system.</summary>
internal static class SystemFile
{
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The text, byte for byte (Latin-1), so that what is no UTF-8 comes back as it was; empty when there is no such file.</summary>
    public static string Read(string root, string path)
    {
        string place = RootedPath.Resolve(root, path);
        return File.Exists(place) ? TextOf(place) : "";
    }

    /// <summary>Writes the text and reads it back. A file that is there keeps its owner and mode.</summary>
    /// <exception cref="IOException">It cannot be written, or does not hold what was written.</exception>
    public static void Write(string root, string path, string text)
    {
        string place = RootedPath.Resolve(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        bool isNew = !File.Exists(place);
        using (FileStream file = new(place, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.Latin1.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        if (isNew)
        {
            File.SetUnixFileMode(place, Usual);
        }

        if (TextOf(place) != text)
        {
            throw new IOException($"{path} of the new system does not hold what was written to it.");
        }
    }

    /// <summary>Not File.ReadAllText: that takes the first bytes of some files for the mark of another encoding, whatever it is told.</summary>
    private static string TextOf(string place) => Encoding.Latin1.GetString(File.ReadAllBytes(place));
}

namespace Monitas.BootServer.RamDisks.Wire;

/// <summary>A file of a <see cref="Fat16Layout"/>.</summary>
/// <param name="Directory">The directory's path from the root, such as "EFI/BOOT"; empty: the root.</param>
/// <param name="Name">The short name, such as "BOOTX64.EFI": up to eight and three characters, upper case.</param>
/// <param name="LengthBytes">The file's length.</param>
internal sealed record Fat16Entry(string Directory, string Name, long LengthBytes);

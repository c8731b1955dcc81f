using Monitas.Contracts.Machines;

namespace Monitas.Contracts.Plans;

/// <summary>A disk in words, by what stays the same when its device node changes.</summary>
public static class DiskText
{
    /// <summary>Such as "QEMU HARDDISK serial ABC, 12.0 GiB".</summary>
    public static string Of(PlanTarget target) => Of(target.Model, target.Serial, target.Wwn, target.SizeBytes);

    /// <summary>Such as "QEMU HARDDISK serial ABC, 12.0 GiB".</summary>
    public static string Of(DiskFacts disk) => Of(disk.Model, disk.Serial, disk.Wwn, disk.SizeBytes);

    private static string Of(string model, string serial, string wwn, long sizeBytes)
    {
        string name = model.Length > 0 ? model + " " : "";
        string identity = serial.Length > 0 ? "serial " + serial : wwn.Length > 0 ? "WWN " + wwn : "without serial number";
        return $"{name}{identity}, {SizeText.Of(sizeBytes)}";
    }
}
